"""Flask-AppBuilder's stock doors are closed: each of these is open on a site as it comes."""

import pytest

from tests.support.web import Site

STOCK = [
    "/api/v1/security/login",
    "/api/v1/security/refresh",
    "/api/v1/menu/",
    "/users/list/",
    "/users/add",
    "/users/api/read",
    "/roles/list/",
    "/roles/copy_role/1",
    "/resetmypassword/form",
    "/resetpassword/form?pk=1",
    "/userinfoeditview/form",
    "/permissions/list/",
    "/viewmenus/list/",
    "/permissionviews/list/",
    "/swagger/v1",
    "/login/",
    "/logout/",
    "/register/form",
    "/lang/en",
    "/back",
]


@pytest.mark.parametrize("path", STOCK)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stock_address_does_not_exist(site: Site, path: str, method: str):
    site.account("admin", "system_admin")
    client = site.signed_in("admin")
    assert client.open(path, method=method).status_code in (400, 404, 405), path


def test_the_site_does_not_start_with_an_open_route(site: Site):
    from ltc.security.routes import refuse_open_routes

    site.app._got_first_request = False
    site.app.add_url_rule("/open", "open", lambda: "hello")
    with pytest.raises(RuntimeError, match="/open"):
        refuse_open_routes(site.app)
