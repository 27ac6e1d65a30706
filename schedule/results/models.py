from schedule.results.reports.models import Report

__all__ = ["Report"]
