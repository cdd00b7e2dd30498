"""All settings, one file per topic. The environment is read in these files only."""

from .actes import *  # noqa: F403
from .actes_transport import *  # noqa: F403
from .apps import *  # noqa: F403
from .backup import *  # noqa: F403
from .database import *  # noqa: F403
from .front_cache import *  # noqa: F403
from .guides import *  # noqa: F403
from .health import *  # noqa: F403
from .http import *  # noqa: F403
from .identity import *  # noqa: F403
from .language import *  # noqa: F403
from .layers import *  # noqa: F403
from .logs import *  # noqa: F403
from .map import *  # noqa: F403
from .media import *  # noqa: F403
from .proofs import *  # noqa: F403
from .storage import *  # noqa: F403
from .ui import *  # noqa: F403
from .work import *  # noqa: F403
