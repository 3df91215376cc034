"""The data room's spreadsheets: agreement in, form out, answers back, recap's book.

``package`` looks into a file before anything opens it, ``grid`` reads cells, ``answers`` and
``reading`` make sense of them; ``book`` writes, ``form`` with ``formulas``, ``furniture`` and
``guide`` is the form, ``layout`` says where everything lies. The real thing is ``ExcelForms``.
"""
