"""Special functions of scipy, loaded when the first is called: loading them takes longer than most commands.

Arguments are broadcast; the answer has their shape.
"""

import numpy as np
import scipy
from numpy.typing import ArrayLike

from riparian.models.histories import Floats


def betainc(a: ArrayLike, b: ArrayLike, x: ArrayLike) -> Floats:
    """Regularised incomplete beta function."""
    return np.asarray(scipy.special.betainc(a, b, x))


def betaincinv(a: ArrayLike, b: ArrayLike, y: ArrayLike) -> Floats:
    """Inverse of `betainc` in its last argument."""
    return np.asarray(scipy.special.betaincinv(a, b, y))


def betaln(a: ArrayLike, b: ArrayLike) -> Floats:
    """Logarithm of the beta function."""
    return np.asarray(scipy.special.betaln(a, b))


def digamma(x: ArrayLike) -> Floats:
    """Derivative of the logarithm of the gamma function."""
    return np.asarray(scipy.special.digamma(x))


def expit(x: ArrayLike) -> Floats:
    """The chance of log-odds."""
    return np.asarray(scipy.special.expit(x))


def fdtrc(dfn: ArrayLike, dfd: ArrayLike, x: ArrayLike) -> Floats:
    """Chance that F with these degrees of freedom exceeds x."""
    return np.asarray(scipy.special.fdtrc(dfn, dfd, x))


def gammaln(x: ArrayLike) -> Floats:
    """Logarithm of the gamma function."""
    return np.asarray(scipy.special.gammaln(x))


def hyp2f1(a: ArrayLike, b: ArrayLike, c: ArrayLike, z: ArrayLike) -> Floats:
    """Gauss's hypergeometric function."""
    return np.asarray(scipy.special.hyp2f1(a, b, c, z))


def hyperu(a: ArrayLike, b: ArrayLike, x: ArrayLike) -> Floats:
    """Tricomi's confluent hypergeometric function."""
    return np.asarray(scipy.special.hyperu(a, b, x))


def logit(p: ArrayLike) -> Floats:
    """The log-odds of a chance."""
    return np.asarray(scipy.special.logit(p))


def ndtr(x: ArrayLike) -> Floats:
    """Chance that a normal variable is below x."""
    return np.asarray(scipy.special.ndtr(x))


def ndtri(p: ArrayLike) -> Floats:
    """Quantile of the normal distribution."""
    return np.asarray(scipy.special.ndtri(p))


def ndtri_exp(y: ArrayLike) -> Floats:
    """Quantile of the normal distribution, of the logarithm of a chance, however small."""
    return np.asarray(scipy.special.ndtri_exp(y))
