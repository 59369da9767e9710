from . import activity_kind
from . import indicator
from . import survey_survey
from . import survey_measure
from . import survey_question
from . import survey_survey
from . import survey_user_input
from . import survey_wave
