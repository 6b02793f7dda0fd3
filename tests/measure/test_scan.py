"""The scan, against published clusters and against what must hold of any scan.

``ny_leukaemia.csv``: leukaemia cases by census tract, eight counties of upstate New York, 1978 to 1982
(Turnbull et al. 1990, American Journal of Epidemiology 132, S136-143; Waller and Gotway 2004, Applied
Spatial Statistics for Public Health Data), as R's spData has them (CC0). Cases are fractions where the
tract was not known. R's smerc finds 24 tracts with a log likelihood ratio of 13.1 and a relative risk of
1.8 in them.
"""

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.errors import InputError
from analysis.measure.placed import distances, seats, units
from analysis.measure.scan import circles, log_likelihood_ratio, scan

NEW_YORK = pd.read_csv(Path(__file__).parent / "ny_leukaemia.csv")


def apart(x, y):
    return np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y))


@pytest.fixture(scope="module")
def country():
    made = units()
    return distances(made.points), made.people


def drawn(country, incidents, rng, extra=()):
    people = country[1]
    cases = rng.multinomial(incidents, people / people.sum())
    for name, more in extra:
        cases[units().names.index(name)] += more
    return cases


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
    (first, *_) = scan(np.round(cases), away, people, replicates=19)
    assert set(first.areas) == set(zones[best]) and first.p == 0.05


def test_the_likelihood_ratio_is_that_of_satscan():
    """SaTScan 9.6 on the same tracts, in smerc's tests: cases, expected, ratio of three clusters of 552."""
    printed = [(100, 58.28, 14.083511), (38, 17.79, 9.019716), (11, 4.61, 3.209485)]
    for cases, expected, ratio in printed:
        assert log_likelihood_ratio(cases, expected, 552) == pytest.approx(ratio, rel=2e-3)
    assert log_likelihood_ratio(3, 5, 10) == 0  # fewer than expected is no cluster
    assert np.isfinite(log_likelihood_ratio(10, 5, 10))


def test_a_planted_cluster_is_found_and_named(country):
    cases = drawn(country, 60, np.random.default_rng(1), [("Bankass", 13), ("Koro", 12)])
    (first, *_) = scan(cases, *country)
    assert {units().names[area] for area in first.areas} == {"Bankass", "Koro"}
    assert first.p == 0.001 and first.relative_risk > 5


def test_secondary_clusters_do_not_overlap_and_are_beyond_chance(country):
    cases = drawn(country, 60, np.random.default_rng(2), [("Bankass", 15), ("Koro", 12), ("Kéniéba", 14)])
    found = scan(cases, *country)
    assert {units().names[area] for area in found[1].areas} == {"Kéniéba"}
    areas = [area for item in found for area in item.areas]
    assert len(areas) == len(set(areas)) and all(item.p <= 0.05 for item in found)


def test_p_is_uniform_where_there_is_no_cluster(country):
    rng = np.random.default_rng(3)
    p = [scan(drawn(country, 80, rng), *country, seed=run, replicates=199)[0].p for run in range(150)]
    assert stats.kstest(p, "uniform").pvalue > 0.01
    assert np.mean(np.array(p) <= 0.05) < 0.11


def test_p_is_uniform_in_time_where_place_and_time_are_apart(country):
    away, people = country
    rng = np.random.default_rng(4)
    p = []
    for run in range(50):
        cases = np.stack([rng.multinomial(30 + 10 * quarter, people / people.sum()) for quarter in range(4)])
        p.append(scan(cases, away, seed=run, replicates=99)[0].p)
    assert stats.kstest(p, "uniform").pvalue > 0.01


def test_a_cluster_in_time_is_found_with_its_quarters_whatever_the_people(country):
    away, people = country
    rng = np.random.default_rng(5)
    cases = np.stack([rng.multinomial(60, people / people.sum()) for _ in range(8)])
    cases[6:, units().names.index("Macina")] += 14
    (first, *_) = scan(cases, away)
    assert units().names[first.areas[0]] == "Macina" and len(first.areas) < 4 and first.periods == (6, 7)
    assert first.p == 0.001
    doubled = cases.copy()
    doubled[3] *= 3  # a quarter with more of everything everywhere is no cluster
    assert scan(doubled, away)[0].areas == first.areas


def test_relabelling_changes_nothing(country):
    away, people = country
    cases = drawn(country, 60, np.random.default_rng(6), [("Koro", 12)])
    order = np.random.default_rng(7).permutation(len(people))
    first = scan(cases, away, people)[0]
    other = scan(cases[order], away[np.ix_(order, order)], people[order])[0]
    assert {int(order[area]) for area in other.areas} == set(first.areas)
    assert other.ratio == pytest.approx(first.ratio)


def test_the_stopping_rule_saves_draws_and_agrees(country):
    cases = drawn(country, 80, np.random.default_rng(8))
    short, whole = (scan(cases, *country, replicates=4000, stop=stop)[0].p for stop in (True, False))
    assert short == pytest.approx(whole, abs=0.25) and 20 / short < 400


def test_same_seed_same_clusters(country):
    cases = drawn(country, 40, np.random.default_rng(9))
    assert scan(cases, *country, seed=5) == scan(cases, *country, seed=5)


def test_no_circle_is_larger_than_half_the_people_and_ties_enter_together():
    zones = circles([[0, 1, 1], [1, 0, 2], [1, 2, 0]], [1, 1, 1], 0.7)
    assert (0, 1) not in zones and (1, 0) in zones  # 0 is as near to 1 as to 2
    away, people = distances(units().points), units().people
    assert max(people[list(zone)].sum() for zone in circles(away, people)) <= people.sum() / 2


def test_few_incidents_are_declined_and_a_missing_null_refused(country):
    away, people = country
    with pytest.raises(InputError, match="9 incidents: expected 10 or more"):
        scan(np.bincount([3] * 9, minlength=50), away, people)
    with pytest.raises(InputError, match="no null without people"):
        scan(np.bincount([3] * 19, minlength=50), away)


def test_999_permutations_of_500_incidents_in_53_cercles_take_less_than_half_a_second():
    away, rng = distances(seats()), np.random.default_rng(1)
    cases = rng.multinomial(500, np.full(53, 1 / 53))
    spent = []
    for _ in range(3):
        start = time.process_time()
        scan(cases, away, np.ones(53), stop=False)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.5, spent
