from . import assessment
from . import activity
from . import case
from . import consent
from . import diagnosis
from . import team_register
