"""Credits: conversions and their value, divided among channels."""

from dataclasses import dataclass

import numpy as np

from riparian.core.errors import NotEnoughDataError
from riparian.models.channel_paths import ChannelPaths
from riparian.models.histories import Floats, floats, summed


@dataclass(frozen=True, slots=True, eq=False)
class Credits:
    """What each channel is credited with. They sum to what was divided; of two groups of people they add up."""

    conversions: Floats
    """Shape `(channels,)`."""
    value: Floats
    """Shape `(channels,)`."""

    def __add__(self, other: "Credits") -> "Credits":
        return Credits(self.conversions + other.conversions, self.value + other.value)


def credits_by_touch(paths: ChannelPaths, shares: Floats) -> Credits:
    """Divide each path's conversions and value among its touches.

    Args:
        paths: what is divided.
        shares: of each touch, shape `(touches,)`; those of a path sum to 1.
    """
    conversions = np.repeat(paths.conversions, paths.lengths) * shares
    value = np.repeat(paths.value, paths.lengths) * shares
    return Credits(summed(conversions, paths.touches, paths.channels), summed(value, paths.touches, paths.channels))


def credits_by_effect(paths: ChannelPaths, of_conversions: Floats, of_value: Floats) -> Credits:
    """Divide all conversions, and all value, in proportion to an effect of each channel.

    Args:
        paths: what is divided.
        of_conversions: effect of each channel on conversions, shape `(channels,)`, not negative.
        of_value: effect on value; all 0 where the paths have no value.

    Raises:
        NotEnoughDataError: there are conversions or value, but no channel has an effect.
    """
    return Credits(
        _in_proportion(float(paths.conversions.sum()), of_conversions),
        _in_proportion(float(paths.value.sum()), of_value),
    )


def _in_proportion(whole: float, effects: Floats) -> Floats:
    if not whole:
        return np.zeros_like(effects)
    if not effects.sum() > 0:
        raise NotEnoughDataError("no channel has an effect, so the conversions cannot be divided")
    return floats(whole * effects / effects.sum())
