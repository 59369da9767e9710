from . import closing_survey_wizard
from . import survey_invite
from . import survey_report
