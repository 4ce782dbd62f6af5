"""Flask-AppBuilder's security manager, fenced in: roles and users are its own, rights are ours.

It never writes permissions to the database; whether a view of the reference kind may be opened is
read from the add-ons' table (``ltc.security.policy``).
"""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import User

from ltc.security.policy import holds

_WRITES = frozenset({"can_add", "can_edit", "can_delete"})


class HouseSecurityManager(SecurityManager):
    """Users and roles by Flask-AppBuilder; rights by the permission table."""

    def register_views(self) -> None:
        """Register none of the stock security pages; ours are in ``ltc.security.views``."""

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Let a reference view be read or written by who holds its permission."""
        view = self._view_named(view_name)
        name = "ltc_write_permission" if permission_name in _WRITES else "ltc_permission"
        permission = getattr(view, name, None)
        return permission is not None and holds(permission)

    def _view_named(self, view_name: str) -> Any:  # noqa: ANN401 - any view
        """Find a registered view by the name under which it asks for rights."""
        for view in self.appbuilder.baseviews:
            if getattr(view, "class_permission_name", None) == view_name:
                return view
        return None

    def add_permissions_view(self, base_permissions: Any, view_menu: Any) -> None:  # noqa: ANN401
        """Write no permission rows: the table in the code is the only one."""

    def add_permissions_menu(self, view_menu_name: str) -> None:
        """Write no menu rows: the navigation is built from the add-ons."""

    def update_user_auth_stat(self, user: User, success: bool = True) -> None:  # noqa: FBT001, FBT002 - inherited
        """Leave the user's row alone; sign-ins are audited and failures counted by our own rows."""
