from . import indicator_released
from . import periodic_report
from . import survey
from . import survey_own
from . import survey_wave
