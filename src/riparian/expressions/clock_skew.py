"""When a call of the tracking specification happened, although the device's clock may be wrong."""

import ibis

from riparian.expressions.engine_functions import riparian_instant_of_microseconds, riparian_microseconds


def happened_at(*, said: ibis.Value, made: ibis.Value, sent: ibis.Value, received: ibis.Value) -> ibis.Value:
    """The instant `said` where there is one, else `received − (sent − made)`, which takes the device's clock out.

    A missing `sent` or `made` counts as `received`. A device that says it sent a call before it made it is not
    believed: the call happened when it was received. Nothing happened later than five minutes after it was received.
    Where nothing was received (archives without that field) it is `made`, else `sent`.

    Source: the order of things is that of `rudder-server`; the formula is on Segment's page "Spec: Common".
    """
    waited = riparian_microseconds(ibis.coalesce(sent, received)) - riparian_microseconds(ibis.coalesce(made, received))
    corrected = riparian_instant_of_microseconds(riparian_microseconds(received) - ibis.greatest(waited, 0))
    at = ibis.coalesce(said, corrected.cast("timestamp(6)"), made, sent)
    latest = received + ibis.interval(minutes=5)
    return ibis.ifelse(at > latest, latest, at)
