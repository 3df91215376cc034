"""``[capaian]`` of ``office.toml``: how the office judges an achievement.

None of it is in the SOP; the defaults are the dossier's (4.3, 4.4), and an office puts its own
regulation's scale and rules here.
"""

import math
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pipeline.domain.performance.achievement import FIVE_CLASSES, USUAL, Rules, Scale

_FARTHEST = 1000
_MET = 100


def _percent(written: Any) -> Decimal:
    """A percentage as TOML gives it, kept as it was written."""
    is_number = isinstance(written, int | float | Decimal) and not isinstance(written, bool)
    if not is_number or not math.isfinite(written) or abs(written) > _FARTHEST:
        raise ValueError(f"write a percentage between -{_FARTHEST} and {_FARTHEST}, e.g. 100")
    return Decimal(str(written))


def _percent_or(word: str) -> BeforeValidator:
    """A percentage, or the word that says there is none."""

    def read(written: Any) -> Decimal | None:
        if written is None or written == word:
            return None
        try:
            return _percent(written)
        except ValueError as error:
            raise ValueError(f'{error}, or "{word}"') from None

    return BeforeValidator(read)


def _above_hundred(bound: Decimal | None) -> Decimal | None:
    if bound is not None and bound <= _MET:
        raise ValueError('write a percentage above 100, e.g. 500, or "tidak ada"')
    return bound


_Percent = Annotated[Decimal, BeforeValidator(_percent)]
_Limit = Annotated[Decimal | None, _percent_or("tidak ada")]
_Bound = Annotated[_Limit, AfterValidator(_above_hundred)]
_Worth = Annotated[Decimal | None, _percent_or("tidak dinilai")]
_Word = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]+$")]


class PredicateEntry(BaseModel):
    """One class of the scale: the predikat of what lies above a bound."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    di_atas: _Percent
    sebutan: _Word


class AchievementEntry(BaseModel):
    """The rules as written; what is left out is as usual."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    batas_rata_rata: _Limit = USUAL.cap
    batas_bawah: _Limit = USUAL.floor
    target_nol_positif: _Worth = USUAL.zero_positive
    target_nol_negatif_nihil: _Worth = USUAL.zero_met
    target_nol_negatif_lainnya: _Worth = USUAL.zero_missed
    tanya_di_atas: _Bound = USUAL.doubted
    #: The scale from its best class downwards.
    predikat: tuple[PredicateEntry, ...] = Field(
        default=tuple(
            PredicateEntry(di_atas=bound, sebutan=word) for bound, word in FIVE_CLASSES.bounds
        ),
        max_length=20,
    )
    predikat_terendah: _Word = FIVE_CLASSES.otherwise

    @model_validator(mode="after")
    def _falling(self) -> Self:
        bounds = [each.di_atas for each in self.predikat]
        if any(lower >= upper for upper, lower in pairwise(bounds)):
            raise ValueError("the bounds (di_atas) of 'predikat' must fall from first to last")
        words = [*(each.sebutan for each in self.predikat), self.predikat_terendah]
        if len(set(words)) < len(words):
            raise ValueError("two classes of 'predikat' have the same word")
        return self

    def rules(self) -> Rules:
        """The rules as the core knows them."""
        return Rules(
            scale=Scale(
                bounds=tuple((each.di_atas, each.sebutan) for each in self.predikat),
                otherwise=self.predikat_terendah,
            ),
            cap=self.batas_rata_rata,
            floor=self.batas_bawah,
            zero_positive=self.target_nol_positif,
            zero_met=self.target_nol_negatif_nihil,
            zero_missed=self.target_nol_negatif_lainnya,
            doubted=self.tanya_di_atas,
        )
