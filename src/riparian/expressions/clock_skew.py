"""When a call of the tracking specification happened, although the device's clock may be wrong."""

import ibis

from riparian.expressions.engine_functions import riparian_instant_of_microseconds, riparian_microseconds


def happened_at(*, said: ibis.Value, made: ibis.Value, sent: ibis.Value, received: ibis.Value) -> ibis.Value:
    """The instant `said` where there is one, else `received − (sent − made)`, which takes the device's clock out.

    A missing `sent` counts as `received`. Where `made` is missing the call happened when it was received, for what is
    left is the difference of two clocks: there `rudder-server` moves the call by the error that it means to take out. A
    device that says it sent a call before it made it is not believed either. Nothing happened later than five minutes
    after it was received. Where nothing was received (archives without that field) it is `made`, else `sent`.

    Source: otherwise the order of things is that of `rudder-server`; the formula is on Segment's page "Spec: Common".
    """
    waited = riparian_microseconds(ibis.coalesce(sent, received)) - riparian_microseconds(made)
    delay = ibis.ifelse(made.notnull(), ibis.greatest(waited, 0), 0)
    corrected = riparian_instant_of_microseconds(riparian_microseconds(received) - delay)
    at = ibis.coalesce(said, corrected.cast("timestamp(6)"), made, sent)
    latest = received + ibis.interval(minutes=5)
    return ibis.ifelse(at > latest, latest, at)
