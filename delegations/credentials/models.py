from delegations.credentials.powers.models import FullPowers, PowersState

__all__ = ["FullPowers", "PowersState"]
