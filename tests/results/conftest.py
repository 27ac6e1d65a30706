from tests.signing.conftest import begun

__all__ = ["begun"]
