from . import evaluation
from . import periodic_report
from . import reference
from . import team
