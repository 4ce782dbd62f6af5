"""A list of records with a scope by Flask-AppBuilder, over a real table."""

from typing import ClassVar

from ltc.directory.models import Organisation
from ltc.web.model_views import RecordsView, Rows


class OrganisationList(RecordsView):
    """Records with a scope."""

    datamodel = Rows(Organisation)
    route_base = "/desk/organisations-list"
    list_title, show_title = "机构", "机构"
    label_columns: ClassVar = {"name": "名称", "kind": "类别", "phone": "电话"}
    list_columns: ClassVar = ["name", "kind"]
    show_columns: ClassVar = ["name", "kind", "phone"]
    ltc_permission = "organisations.see"
