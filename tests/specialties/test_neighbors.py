from specialties.levels import Level
from specialties.neighbors import nearest

LOW, MODERATE, HIGH = Level.LOW, Level.MODERATE, Level.HIGH
PROFILES = {
    "here": {"act": LOW, "reason": HIGH},
    "twin": {"act": LOW, "reason": HIGH},
    "first": {"act": MODERATE, "reason": HIGH},
    "second": {"act": LOW, "reason": MODERATE},
    "third": {"act": MODERATE, "reason": MODERATE},
    "partly": {"act": LOW},
}


def distances(fewest: int) -> list[tuple[int, tuple[str, ...]]]:
    groups = nearest("here", PROFILES, fewest=fewest)
    return [(group[0].distance, tuple(row.slug for row in group)) for group in groups]


def test_the_nearest_come_first_and_a_tie_is_not_cut():
    assert distances(1) == [(0, ("twin",))]
    assert distances(2) == [(0, ("twin",)), (2, ("first", "second"))]
    assert distances(9) == [(0, ("twin",)), (2, ("first", "second")), (4, ("third",))]


def test_equal_distances_stand_in_one_group_in_the_given_order():
    profiles = {**PROFILES, "second": {"act": LOW, "reason": Level.VERY_HIGH}}
    profiles["first"] = {"act": Level.LOW_MODERATE, "reason": HIGH}
    groups = nearest("here", profiles, fewest=2)
    assert [[row.slug for row in group] for group in groups] == [["twin"], ["first", "second"]]


def test_separations_add_up_to_the_distance_and_the_largest_comes_first():
    (third,) = [row for group in nearest("here", PROFILES, fewest=9) for row in group][-1:]
    assert [(row.axis, row.steps, row.there) for row in third.separations] == [
        ("act", 2, MODERATE),
        ("reason", 2, MODERATE),
    ]
    assert third.distance == sum(row.steps for row in third.separations)


def test_a_specialty_without_all_axes_has_no_distance():
    assert "partly" not in [slug for _, slugs in distances(9) for slug in slugs]


def test_without_levels_there_are_no_neighbors():
    assert nearest("nowhere", PROFILES) == nearest("here", {"here": {}, "there": {}}) == ()
