"""The scan, against published clusters and against what must hold of any scan.

``ny_leukaemia.csv``: leukaemia cases by census tract, eight counties of upstate New York, 1978 to 1982
(Turnbull et al. 1990, American Journal of Epidemiology 132, S136-143; Waller and Gotway 2004, Applied
Spatial Statistics for Public Health Data), as R's spData has them (CC0). Cases are fractions where the
tract was not known. R's smerc finds 24 tracts with a log likelihood ratio of 13.1 and a relative risk of
1.8 in them.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measure import clusters
from analysis.measure.areas import by_cercle, cercles, distances, seats
from analysis.measure.clusters import circles, dispersion, log_likelihood_ratio, scan, usual

NEW_YORK = pd.read_csv(Path(__file__).parent / "ny_leukaemia.csv")


def apart(x, y):
    return np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y))


@pytest.fixture(scope="module")
def country():
    """Distances between the cercles, and the share of incidents that each had in two years of events."""
    return distances(seats()), usual(by_cercle("2021Q1").to_numpy())


def drawn(share, incidents, phi, rng):
    """A quarter of incidents by cercle and month: independent, or contagious with gamma intensities."""
    mean = np.tile(share * incidents / 3, (3, 1))
    return rng.poisson(mean if phi == 1 else rng.gamma(mean / (phi - 1), phi - 1)).sum(axis=0)


def quarters(share, incidents, phi, rng, number=8):
    return np.stack([drawn(share, incidents, phi, rng) for _ in range(number)])


def planted(cases, **more):
    names = cercles()
    for name, number in more.items():
        cases[names.index(name)] += number
    return cases


def named(cluster):
    return {cercles()[area] for area in cluster.areas}


def test_new_york_has_the_clusters_that_smerc_finds():
    away = apart(NEW_YORK.x_km.to_numpy(), NEW_YORK.y_km.to_numpy())
    people, cases = NEW_YORK.population.to_numpy(), NEW_YORK.cases.to_numpy()
    assert people.sum() == 1_057_673 and len(people) == 281
    zones = circles(away, people)
    inside = np.array([[cases[list(zone)].sum(), people[list(zone)].sum()] for zone in zones])
    observed, expected = inside[:, 0], cases.sum() * inside[:, 1] / people.sum()
    ratios = log_likelihood_ratio(observed, expected, cases.sum())
    best = ratios.argmax()
    risk = observed[best] / expected[best] / ((cases.sum() - observed[best]) / (cases.sum() - expected[best]))
    assert len(zones[best]) == 24
    assert round(ratios[best], 1) == 13.1 and round(risk, 1) == 1.8
    (first, *_) = scan(np.round(cases), people, away, replicates=19)
    assert set(first.areas) == set(zones[best]) and first.p == 0.05


def test_the_likelihood_ratio_is_that_of_satscan():
    """SaTScan 9.6 on the same tracts, in smerc's tests: cases, expected, ratio of three clusters of 552."""
    printed = [(100, 58.28, 14.083511), (38, 17.79, 9.019716), (11, 4.61, 3.209485)]
    for cases, expected, ratio in printed:
        assert log_likelihood_ratio(cases, expected, 552) == pytest.approx(ratio, rel=2e-3)
    assert log_likelihood_ratio(3, 5, 10) == 0  # fewer than expected is no cluster
    assert np.isfinite(log_likelihood_ratio(10, 5, 10))


@pytest.mark.parametrize("phi", [1, 2.2])
def test_a_planted_cluster_is_found_and_named(country, phi):
    away, share = country
    rng = np.random.default_rng(1)
    past, now = quarters(share, 60, phi, rng), drawn(share, 60, phi, rng)
    (first, *_) = scan(planted(now, Sikasso=13, Yorosso=12), past, away)
    assert named(first) >= {"Sikasso", "Yorosso"} and len(first.areas) < 6
    assert first.p <= 0.01 and first.observed > 5 * first.expected


@pytest.mark.parametrize(("runs", "most"), [(20, 3), pytest.param(120, 12, marks=pytest.mark.proof)])
@pytest.mark.parametrize("phi", [1, 2.2, 3])
def test_chance_is_seldom_a_cluster_even_where_incidents_are_contagious(country, phi, runs, most):
    """5 of 100 expected; with 120 runs at most 12 (the benchmark has thousands)."""
    away, share = country
    found = 0
    for run in range(runs):
        rng = np.random.default_rng(run)
        past, now = quarters(share, 60, phi, rng), drawn(share, 60, phi, rng)
        found += scan(now, past, away, seed=run, replicates=99)[0].p <= 0.05
    assert found <= most


def test_secondary_clusters_do_not_overlap_and_are_beyond_chance(country):
    away, share = country
    rng = np.random.default_rng(2)
    past, now = quarters(share, 60, 1, rng), drawn(share, 60, 1, rng)
    found = scan(planted(now, Sikasso=15, Yorosso=12, Kéniéba=14), past, away)
    assert {frozenset({"Kéniéba"})} <= {frozenset(named(item)) for item in found[:2]}
    areas = [area for item in found for area in item.areas]
    assert len(areas) == len(set(areas)) and all(item.p <= 0.05 for item in found)


def test_a_cercle_that_always_has_many_is_no_cluster(country):
    away, share = country
    rng = np.random.default_rng(3)
    often = share.copy()
    often[cercles().index("Bankass")] = 0.3
    past, now = (quarters(often / often.sum(), 60, 1, rng, number) for number in (8, 1))
    assert scan(now[0], past, away)[0].p > 0.05
    assert scan(now[0], np.full(53, 1.0), away)[0].p <= 0.01  # which even shares would call one


def test_how_uneven_the_past_is_is_recovered(country):
    _, share = country
    rng = np.random.default_rng(4)
    for phi in (1, 2.2, 3):
        found = [dispersion(quarters(share, 60, phi, rng)) for _ in range(60)]
        assert np.mean(found) == pytest.approx(phi, rel=0.1)
    assert dispersion(np.zeros((8, 3))) == dispersion([[1, 0], [2, 0]]) == 1
    several = np.stack([quarters(share, 60, 2, rng) for _ in range(3)])
    assert dispersion(several) == pytest.approx([float(dispersion(one)) for one in several])


def test_relabelling_changes_nothing(country):
    away, share = country
    rng = np.random.default_rng(6)
    past, now = quarters(share, 60, 1, rng), planted(drawn(share, 60, 1, rng), Koro=12)
    order = np.random.default_rng(7).permutation(53)
    first = scan(now, past, away)[0]
    other = scan(now[order], past[:, order], away[np.ix_(order, order)])[0]
    assert {int(order[area]) for area in other.areas} == set(first.areas)
    assert other.ratio == pytest.approx(first.ratio)


def test_same_seed_same_clusters(country):
    away, share = country
    rng = np.random.default_rng(9)
    past, now = quarters(share, 40, 2, rng), drawn(share, 40, 2, rng)
    assert scan(now, past, away, seed=5) == scan(now, past, away, seed=5)


def test_no_circle_is_larger_than_half_and_ties_enter_together(country):
    zones = circles([[0, 1, 1], [1, 0, 2], [1, 2, 0]], [1, 1, 1], 0.7)
    assert (0, 1) not in zones and (1, 0) in zones  # 0 is as near to 1 as to 2
    away, share = country
    assert max(share[list(zone)].sum() for zone in circles(away, share)) <= 0.5


@pytest.mark.parametrize(("number", "declined"), [(9, True), (10, False)])
def test_few_incidents_are_declined(monkeypatch, number, declined):
    counts = pd.DataFrame(1, pd.period_range("2019Q2", "2021Q2", freq="Q"), cercles())
    counts.iloc[-1] = [number, *[0] * 52]
    monkeypatch.setattr(clusters, "by_cercle", lambda *_asked: counts)
    assert (clusters.clusters.__wrapped__("2021Q2") is None) == declined


def test_a_scan_of_few_incidents_is_refused(country):
    away, _ = country
    with pytest.raises(InputError, match="9 incidents: expected 10 or more"):
        scan(np.bincount([3] * 9, minlength=53), np.ones((8, 53)), away)
