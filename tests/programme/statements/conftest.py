from tests.programme.draft import fresh_pages
from tests.programme.speaking.conftest import moment, scene

__all__ = ["fresh_pages", "moment", "scene"]
