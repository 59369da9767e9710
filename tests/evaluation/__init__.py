from . import test_closing_wave
from . import test_evaluation
from . import test_graph_kernel
from . import test_questionnaires
from . import test_suppression_kernel
from . import test_survey_anonymity
from . import test_survey_http
from . import test_survey_wave
