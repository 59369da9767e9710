from . import test_case
from . import test_case_board
from . import test_casework_rights
from . import test_consent
from . import test_person
from . import test_plan
from . import test_suggestion_kernel
from . import test_team
