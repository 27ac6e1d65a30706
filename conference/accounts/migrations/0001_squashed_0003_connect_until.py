import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import conference.core.clock
from conference.db.operations import CreateModels


class Migration(migrations.Migration):
    initial = True

    replaces = [("accounts", "0001_initial"), ("accounts", "0003_connect_until")]

    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="LoginFailures",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(max_length=32, unique=True)),
                        ("count", models.PositiveIntegerField(default=0)),
                        ("free_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "failed sign-ins",
                        "verbose_name_plural": "failed sign-ins",
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(default=False, help_text="Designates that this user has all permissions without explicitly assigning them.", verbose_name="superuser status"),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                        ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("ru", "Russian"), ("zh-hans", "Chinese"), ("vi", "Vietnamese")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("is_admin", models.BooleanField(default=False, verbose_name="may use the admin")),
                        ("created_at", models.DateTimeField(default=conference.core.clock.now, editable=False)),
                        ("connect_until", models.DateTimeField(editable=False, null=True)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True, help_text="Specific permissions for this user.", related_name="user_set", related_query_name="user", to="auth.permission", verbose_name="user permissions"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person who signs in",
                        "verbose_name_plural": "people who sign in",
                        "constraints": [models.CheckConstraint(condition=models.Q(("email", django.db.models.functions.text.Lower("email"))), name="user_email_lower")],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("secretariat", "Conference secretariat"),
                                    ("security", "Security liaison"),
                                    ("accreditation", "Accreditation officer"),
                                    ("protocol", "Protocol"),
                                    ("programme", "Programme"),
                                    ("print_room", "Print room"),
                                ],
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        ("granted_at", models.DateTimeField(default=conference.core.clock.now, editable=False)),
                        ("granted_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="grants", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "role of a user",
                        "verbose_name_plural": "roles of users",
                        "constraints": [models.UniqueConstraint(fields=("user", "role"), name="rolegrant_once")],
                    },
                ),
                migrations.CreateModel(
                    name="RoleRight",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("secretariat", "Conference secretariat"),
                                    ("security", "Security liaison"),
                                    ("accreditation", "Accreditation officer"),
                                    ("protocol", "Protocol"),
                                    ("programme", "Programme"),
                                    ("print_room", "Print room"),
                                ],
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        ("right", models.CharField(max_length=60)),
                    ],
                    options={
                        "verbose_name": "further right of a role",
                        "verbose_name_plural": "further rights of roles",
                        "constraints": [models.UniqueConstraint(fields=("role", "right"), name="roleright_once")],
                    },
                ),
            ],
        ),
    ]
