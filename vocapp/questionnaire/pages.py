"""The survey as pages: `submit` and `save` take a form, `view` returns what a page shows."""

from vocapp.questionnaire.form_submission import EVERYTHING, Form, Submission, next_page, save, submit
from vocapp.questionnaire.page_view import OptionView, PageView, QuestionView, view

__all__ = ["EVERYTHING", "Form", "OptionView", "PageView", "QuestionView", "Submission"]
__all__ += ["next_page", "save", "submit", "view"]
