"""What sonographers earn. Pure."""

from specialties import pictures
from specialties.library import Library
from specialties.pages import pairs
from specialties.pages.parts import Cited


class Page:
    percentiles = pictures.PERCENTILES

    def __init__(self, library: Library) -> None:
        cited = Cited(library)
        glyphs = {path.slug: path.glyph for path in pairs.path_views(library)}
        self.origin = cited.origin(*(row.source for row in library.pay))
        self.chart = pictures.range_chart(
            [
                pictures.Range(
                    label=row.label,
                    kind=glyphs.get(row.path or "", ""),
                    low=row.low,
                    middle=row.middle,
                    high=row.high,
                    note=row.as_of,
                    refs=cited.refs(row.source, but=self.origin.covers),
                )
                for row in library.pay
            ]
        )
        self.year_origin = cited.origin(*(row.source for row in library.pay_years))
        self.years = pictures.percentile_chart(
            [
                pictures.Percentiles(
                    str(row.year),
                    (row.p10, row.p25, row.p50, row.p75, row.p90),
                    cited.refs(row.source, but=self.year_origin.covers),
                )
                for row in library.pay_years
            ]
        )
        self.notes = cited.notes("pay", but=self.origin.covers)
        self.foot = cited.foot()
