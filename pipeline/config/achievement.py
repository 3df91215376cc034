"""``[capaian]`` of ``office.toml``: how the office judges an achievement.

None of it is in the SOP; the defaults are the dossier's (4.3, 4.4), and an office puts its own
regulation's scale and rules here.
"""

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.domain.performance.achievement import FIVE_CLASSES, USUAL, Rules, Scale

_Percent = Annotated[Decimal, Field(ge=-1000, le=1000, max_digits=12, decimal_places=6)]
_Word = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]+$")]


class PredicateEntry(BaseModel):
    """One class of the scale: the predikat of what lies above a bound."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    di_atas: _Percent
    sebutan: _Word


class AchievementEntry(BaseModel):
    """The rules as written; what is left out is as usual."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: An indicator counts no higher than this in a mean.
    batas_rata_rata: _Percent | Literal["tidak ada"] = Decimal(100)
    #: No indicator's achievement is lower than this.
    batas_bawah: _Percent | Literal["tidak ada"] = Decimal(0)
    #: Achievement where the quarter's target is 0, by polarity and by what was realised.
    target_nol_positif: _Percent | Literal["tidak dinilai"] = "tidak dinilai"
    target_nol_negatif_nihil: _Percent | Literal["tidak dinilai"] = Decimal(100)
    target_nol_negatif_lainnya: _Percent | Literal["tidak dinilai"] = Decimal(0)
    #: The scale from its best class downwards.
    predikat: tuple[PredicateEntry, ...] = Field(default=(), max_length=20)
    predikat_terendah: _Word = FIVE_CLASSES.otherwise

    @model_validator(mode="after")
    def _falling(self) -> Self:
        bounds = [each.di_atas for each in self.predikat]
        if any(lower >= upper for upper, lower in pairwise(bounds)):
            raise ValueError("the bounds (di_atas) of 'predikat' must fall from first to last")
        words = [*(each.sebutan for each in self.predikat), self.predikat_terendah]
        if self.predikat and len(set(words)) < len(words):
            raise ValueError("two classes of 'predikat' have the same word")
        return self

    def rules(self) -> Rules:
        """The rules as the core knows them."""
        return Rules(
            scale=Scale(
                bounds=tuple((each.di_atas, each.sebutan) for each in self.predikat)
                or USUAL.scale.bounds,
                otherwise=self.predikat_terendah,
            ),
            cap=_or_none(self.batas_rata_rata),
            floor=_or_none(self.batas_bawah),
            zero_positive=_or_none(self.target_nol_positif),
            zero_met=_or_none(self.target_nol_negatif_nihil),
            zero_missed=_or_none(self.target_nol_negatif_lainnya),
        )


def _or_none(written: Decimal | str) -> Decimal | None:
    return written if isinstance(written, Decimal) else None
