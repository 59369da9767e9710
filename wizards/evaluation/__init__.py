from . import closing_survey_wizard
from . import office_settings
from . import survey_invite
from . import survey_report
