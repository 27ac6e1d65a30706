from tests.programme.draft import fresh_pages

__all__ = ["fresh_pages"]
