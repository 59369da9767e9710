from . import periodic_report
from . import survey
