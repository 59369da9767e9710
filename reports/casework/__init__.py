from . import assessment
from . import consent
