from . import test_demo
from . import test_team_work
from . import test_every_screen
from . import test_typed_values
from . import test_read_only
from . import test_numbers_of_cases
from . import test_papers
from . import test_guest_screens
