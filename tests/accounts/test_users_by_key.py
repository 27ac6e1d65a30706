"""A user is read by key as by any query, and a relation's manager still narrows down."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from conference.accounts.models import User
from tests.people import make_user


@pytest.mark.django_db
def test_by_key_and_not_past_a_relation(django_assert_num_queries):
    one, two = make_user(), make_user()
    group = Group.objects.create(name="g")
    one.groups.add(group)
    with django_assert_num_queries(1):
        assert User.objects.get(pk=two.pk).email == two.email
    assert group.user_set.get(pk=one.pk) == one
    for manager, key in ((group.user_set, two.pk), (User.objects, 0)):
        with pytest.raises(User.DoesNotExist):
            manager.get(pk=key)
