"""Security vets; the secretariat says who else may."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conference.accounts.models import RoleRight
from conference.accounts.staff import rights
from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import NotAllowed, NotPossible
from delegations.accreditation.review.actions import decisions
from tests.accreditation.kit import also_vets, as_actor, officer, security
from tests.accreditation.review.test_queue import waits
from tests.people import make_user, sign_in

PAGE = reverse("accreditation:who_vets")


def test_by_default_security_alone(client, world):
    member = waits()
    with pytest.raises(NotAllowed):
        decisions.vet(actor=as_actor(officer()), delegate=member)
    url = reverse("accreditation:vet", args=[member.public_id])
    sign_in(client, officer())
    assert client.post(url, {"version": 1}).status_code == 403
    assert url not in client.get(reverse("accreditation:person", args=[member.public_id])).content.decode()
    sign_in(client, security())
    assert client.post(url, {"version": 1}).status_code == 302


def test_the_secretariat_gives_it_and_takes_it_back_from_the_next_click_on(client, world):
    linh, member = officer(), waits()
    sign_in(client, make_user(None, Role.SECRETARIAT, name="Nguyễn Thu Hà"))
    assert 'name="roles" value="accreditation"' in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"roles": "accreditation"}, follow=True).redirect_chain == [(PAGE, 302)]
    decisions.vet(actor=as_actor(linh), delegate=member)
    given = AuditEntry.objects.get(verb="right.given")
    assert given.details == {"role": "accreditation", "right": "accreditation.vet"}
    # Whoever vets does not accredit, however the setting stands.
    with pytest.raises(NotPossible, match="another officer must accredit"):
        decisions.accredit(actor=as_actor(linh), delegate=member)
    client.post(PAGE, {})
    assert RoleRight.objects.count() == 0
    assert AuditEntry.objects.filter(verb="right.withdrawn").count() == 1
    with pytest.raises(NotAllowed):
        decisions.vet(actor=as_actor(linh), delegate=waits())


def test_nobody_else_is_given_it_and_no_other_right_is(client, world):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    assert client.post(PAGE, {"roles": "programme"}).status_code == 422
    with pytest.raises(NotAllowed):
        rights.set_holders(actor=as_actor(security()), right="accreditation.vet", roles=[Role.ACCREDITATION])
    with pytest.raises(NotPossible):
        rights.set_holders(
            actor=as_actor(make_user(None, Role.SECRETARIAT)), right="accreditation.vet", roles=[Role.PROGRAMME]
        )
    # A row that no page writes gives nothing.
    RoleRight.objects.create(role="programme", right="accounts.manage")
    assert not as_actor(make_user(None, Role.PROGRAMME)).may("accounts.manage")


def test_roles_and_rights_of_a_user_are_one_query(world, django_assert_num_queries):
    also_vets(Role.ACCREDITATION, Role.PROTOCOL)
    linh = officer()
    linh = type(linh).objects.get(pk=linh.pk)
    with django_assert_num_queries(1):
        assert (linh.roles, linh.rights) == ({"accreditation"}, {"accreditation.vet"})
    nobody = type(linh).objects.get(pk=make_user().pk)
    assert (nobody.roles, nobody.rights) == (frozenset(), frozenset())
