from . import activity
from . import case
from . import assessment
from . import consent
from . import diagnosis
from . import team_register
from . import plan
from . import social_project
