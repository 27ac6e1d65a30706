from conference.desk.policy_reports.models import PolicyViolation

__all__ = ["PolicyViolation"]
