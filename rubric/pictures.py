"""Geometry of a result's pictures. Pure: numbers in, SVG positions and paths out.

The dial is a scan sector: apex above, the second side's end of the scale to the left, the
first side's to the right, the margin as a beam.
"""

from dataclasses import dataclass
from functools import lru_cache

from specialties.pictures import Polar
from specialties.words import signed

DIAL = Polar(200.0, 6.0)
HALF_ANGLE = 50.0
NEAR, FAR = 38.0, 246.0
RINGS = (90.0, 142.0, 194.0)


@dataclass(frozen=True, slots=True)
class Label:
    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Everything the template draws; `lit` names the side the margin leans to, if any."""

    first_sector: str
    second_sector: str
    band_sector: str
    rings: tuple[str, ...]
    band_edges: tuple[str, str]
    first_rim: str
    second_rim: str
    near_rim: str
    ticks: tuple[str, ...]
    labels: tuple[Label, ...]
    band_label: str
    beam: str
    tip: tuple[str, str]
    pill: Label
    pill_left: str
    pill_top: str
    lit: str
    description: str


# A questionnaire has some fifty margins, and each looks the same to everybody.
@lru_cache(maxsize=256)
def dial(
    margin: int, *, band: int, limits: tuple[int, int], sides: tuple[str, str], lean: str
) -> Dial:
    """Lay out the dial for a margin within `limits` and a hybrid band of ±`band` points.

    `sides` are the names of the first and second side, `lean` is "gen", "spec" or "hyb".
    """
    reach = max(abs(limit) for limit in limits)
    half = reach // 2
    beam = _angle(margin, reach)
    edge = _angle(band, reach)
    tip_x, tip_y = DIAL.at(beam, FAR)
    pill_x, pill_y = _pill_centre(beam)
    return Dial(
        first_sector=DIAL.sector(edge, HALF_ANGLE, NEAR, FAR),
        second_sector=DIAL.sector(-HALF_ANGLE, -edge, NEAR, FAR),
        band_sector=DIAL.sector(-edge, edge, NEAR, FAR),
        rings=tuple(DIAL.arc(radius, -HALF_ANGLE, HALF_ANGLE) for radius in RINGS),
        band_edges=(DIAL.ray(-edge, NEAR, FAR), DIAL.ray(edge, NEAR, FAR)),
        first_rim=DIAL.arc(FAR, edge, HALF_ANGLE),
        second_rim=DIAL.arc(FAR, -HALF_ANGLE, -edge),
        near_rim=DIAL.arc(NEAR, -HALF_ANGLE, HALF_ANGLE),
        ticks=tuple(
            DIAL.ray(HALF_ANGLE * step / 4, FAR + 3, FAR + (9 if step % 2 == 0 else 6))
            for step in range(-4, 5)
        ),
        labels=tuple(_label(value, reach) for value in (-reach, -half, half, reach)),
        band_label=f"hybrid ±{band}",
        beam=DIAL.ray(beam, NEAR, FAR),
        tip=(f"{tip_x:.1f}", f"{tip_y:.1f}"),
        pill=Label(f"{pill_x:.0f}", f"{pill_y + 8:.0f}", signed(margin)),
        pill_left=f"{pill_x - 29:.0f}",
        pill_top=f"{pill_y - 19:.0f}",
        lit=lean,
        description=_description(margin, band, limits, sides),
    )


def _description(margin: int, band: int, limits: tuple[int, int], sides: tuple[str, str]) -> str:
    first, second = (side.lower() for side in sides)
    return (
        f"Margin {signed(margin)} on a line from {signed(limits[0])}, all {second}, to "
        f"{signed(limits[1])}, all {first}. The hybrid band runs from {signed(-band)} to "
        f"{signed(band)}."
    )


def _angle(margin: int, reach: int) -> float:
    return HALF_ANGLE * margin / reach


def _label(value: int, reach: int) -> Label:
    x, y = DIAL.at(_angle(value, reach), FAR + 25)
    return Label(f"{x:.0f}", f"{y + 5:.0f}", signed(value))


def _pill_centre(beam: float) -> tuple[float, float]:
    x, y = DIAL.at(beam, 160)
    # Beside the beam, on the side with more room.
    outward = 1 if beam >= 0 else -1
    return x + 43 * (outward if abs(beam) < HALF_ANGLE / 2 else -outward), y
