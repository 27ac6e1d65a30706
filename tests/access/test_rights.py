"""Who reads what is confidential, and who lets others in, written out: the other tests ask the table of rights itself."""

from __future__ import annotations

import pytest

from conference.core.access import RIGHTS

HOLDERS = {
    "audit.read": "secretariat",
    "registration.take_note": "accreditation secretariat",
    "registration.license": "security",
    "registration.see_travel": "protocol secretariat security",
    "registration.give_data": "secretariat",
    "registration.erase": "secretariat",
    "accreditation.read_documents": "accreditation security",
    "accreditation.read_watch": "accreditation security",
    "accreditation.read_hold": "accreditation security",
    "powers.see": "protocol secretariat",
    "statements.read": "programme",
    "calendar.see": "programme protocol secretariat security",
    "bilaterals.see": "programme protocol secretariat",
    "receptions.see": "protocol secretariat",
    "receptions.invite": "protocol",
    "signing.see": "protocol secretariat",
    "messages.see": "accreditation protocol secretariat",
    "accounts.manage": "secretariat",
    "exports.approve": "secretariat security",
    "machines.manage": "secretariat security",
}


@pytest.mark.parametrize("right", HOLDERS)
def test_these_roles_and_no_others_hold_it(right):
    assert " ".join(sorted(RIGHTS[right])) == HOLDERS[right]
