"""What a unit promised, what it reached, and what that is worth in per cent.

Pure arithmetic on ``Decimal``; nothing here knows a spreadsheet. Read in this order:
``agreement`` (indicators and targets), ``numerals`` (numbers as officials write them), ``data``
(what a unit reports), ``evidence`` (the files it names), ``achievement`` (capaian and predikat),
``recap`` (the badan's figures), ``trend`` (those figures over the quarters).
"""
