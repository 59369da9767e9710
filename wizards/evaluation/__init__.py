from . import closing_survey_wizard
