"""The figures of a report, each from a library: means with intervals over people, questions, markers, before and after, two roles."""
from __future__ import annotations

import functools
import warnings
from dataclasses import dataclass

LEVELS = ("sure", "fairly_sure", "not_sure")
DIF_LEAST, DIF_CELL = 50, 10  # people in each role, and of each outcome in each role, below which two roles are not compared on a question
LARGE_DIF, SOME_DIF = 1.5, 1.0  # on the delta scale of the Educational Testing Service
STRATA = 5


@dataclass(frozen=True)
class Mean:
    """A mean with its 95 per cent interval, and how many people it comes from."""
    mean: float
    low: float
    high: float
    people: int


def over_people(values, people) -> Mean:
    """The mean of answers from 0 to 1. The interval is for people, since one person's answers are alike: Wilson's, for as many answers as
    the spread between people is worth, and for no more than there are people where everybody is alike."""
    import numpy as np
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.proportion import proportion_confint
    y, groups = np.asarray(values, dtype=float), np.unique(np.asarray(people), return_inverse=True)[1]
    n, mean = int(groups.max()) + 1, float(y.mean())
    if n < 2:
        return Mean(mean, 0.0, 1.0, n)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where everybody is alike there is no spread, which is dealt with here
        error = float(OLS(y, np.ones(len(y))).fit(cov_type="cluster", cov_kwds={"groups": groups}).bse[0])
    worth = min(mean * (1 - mean) / error**2 * n / (n - 1), len(y)) if error > 1e-9 and 0 < mean < 1 else n
    low, high = proportion_confint(mean * worth, worth, method="wilson")
    return Mean(mean, float(low), float(high), n)


def of_numbers(values) -> Mean:
    """The mean of one number for each person, with Student's interval."""
    from statsmodels.stats.weightstats import DescrStatsW
    stats = DescrStatsW(values)
    low, high = stats.tconfint_mean() if len(values) > 1 else (float("nan"), float("nan"))
    return Mean(float(stats.mean), float(low), float(high), len(values))


def apart(first, second) -> Mean:
    """How far the mean of the second group lies above the first's, with Welch's interval."""
    from statsmodels.stats.weightstats import CompareMeans
    compared = CompareMeans.from_data(second, first)
    low, high = compared.tconfint_diff(usevar="unequal")
    return Mean(float(compared.d1.mean - compared.d2.mean), float(low), float(high), len(first) + len(second))


# Questions ------------------------------------------------------------------------------------------------------------

def grid(answers):
    """Credits with a row for each attempt and a column for each question; only whole rows."""
    return answers.pivot(index="attempt", columns="item", values="credit").dropna()


def alpha(credits) -> float | None:
    """Cronbach's alpha: how far the questions agree about who knows more. None where it has no meaning."""
    k, total = credits.shape[1], credits.sum(axis=1).var(ddof=1)
    return None if k < 2 or len(credits) < 3 or not total > 0 else float(k / (k - 1) * (1 - credits.var(ddof=1).sum() / total))


def item_rest(credits, item: str) -> Mean | None:
    """How a question goes with all the others taken together: a correlation with its interval. None where nobody differs."""
    from scipy.stats import pearsonr
    own, rest = credits[item], credits.drop(columns=item).sum(axis=1)
    if len(credits) < 4 or own.nunique() < 2 or rest.nunique() < 2:
        return None
    found = pearsonr(own, rest)
    low, high = found.confidence_interval()
    return Mean(float(found.statistic), float(low), float(high), len(credits))


def dif(credits, roles) -> list[dict]:
    """Which questions are harder for one of two roles among people of the same standing: Mantel and Haenszel's odds, with p-values held
    down for how many questions were looked at (Benjamini and Hochberg). Delta above 0: easier for the second role."""
    import numpy as np
    import pandas as pd
    from statsmodels.stats.contingency_tables import StratifiedTable
    from statsmodels.stats.multitest import multipletests
    first, second = sorted(set(roles))
    band, found = pd.qcut(credits.sum(axis=1).rank(method="first"), STRATA, labels=False), []
    for item in credits.columns:
        right = (credits[item] > 0.999).to_numpy()
        cells = [int((right == r)[(roles == role).to_numpy()].sum()) for role in (first, second) for r in (True, False)]
        if min(cells) < DIF_CELL:
            continue
        tables = [np.array([[((roles == role) & (band == b) & (right == r)).sum() for r in (True, False)] for role in (second, first)], float)
                  for b in range(STRATA)]
        table = StratifiedTable([t for t in tables if t.sum(axis=1).min() > 0])
        low, high = table.oddsratio_pooled_confint()
        found.append({"item": item, "odds": float(table.oddsratio_pooled), "low": float(low), "high": float(high),
                      "delta": float(2.35 * table.logodds_pooled), "p": float(table.test_null_odds(correction=True).pvalue)})
    for row, p in zip(found, multipletests([r["p"] for r in found], method="fdr_bh")[1] if found else []):
        row["adjusted"] = float(p)
    return found


# Markers --------------------------------------------------------------------------------------------------------------

def weighted_kappa(first, second, levels: list[int]) -> Mean | None:
    """Cohen's kappa with weights that grow with the square of the distance; None where both gave every text the same level."""
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa
    table = np.zeros((len(levels), len(levels)))
    for a, b in zip(first, second):
        table[levels.index(a), levels.index(b)] += 1
    if max(table.sum(axis=0).max(), table.sum(axis=1).max()) == table.sum():
        return None
    found = cohens_kappa(table, weights=np.arange(len(levels)), wt="quadratic")
    return Mean(float(found.kappa), float(found.kappa_low), float(found.kappa_upp), len(first))


def krippendorff_alpha(by_marker: list[list]) -> float | None:
    """Krippendorff's alpha for ordered levels; a text that a marker left out is None. None where all marks are alike."""
    import krippendorff
    import numpy as np
    data = np.array(by_marker, dtype=float)
    if len(np.unique(data[~np.isnan(data)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="ordinal"))


@functools.cache
def libraries() -> str:
    """The libraries that the figures come from, with their versions."""
    from importlib.metadata import version
    return ", ".join(f"{name} {version(name)}" for name in ("statsmodels", "scipy", "pandas", "krippendorff", "duckdb"))
