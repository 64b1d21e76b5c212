"""The house's one API: floors hang their routers here, every call is made by a known actor (`request.auth`)."""

import gongzhi
from gongzhi.asks import api as asking
from gongzhi.documents import api as api_documents
from gongzhi.exchange.exports import api as exporting
from gongzhi.exchange.notify import api as inbox
from gongzhi.matters import api as api_reading
from gongzhi.matters import (
    api_commands,
    api_files,
    api_open,
    api_openings,
    api_public,
    api_reference,
    api_reported,
    api_retention,
    api_subject,
    api_tiles,
)
from gongzhi.site import api_audit
from gongzhi.site.access import BySession, ByToken, anyone
from gongzhi.site.openapi import Api, JsonOnly
from gongzhi.site.problems import speak_through
from gongzhi.suggestions import api as suggesting
from gongzhi.supervision import api as supervising

known = [ByToken(), BySession()]
all_comers = [*known, anyone]
api = Api(
    title="共治 gongzhi",
    version=gongzhi.__version__,
    description="城市治理事项从上报到结案。A city's matters, from report to close.",
    auth=known,
    parser=JsonOnly(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)
speak_through(api)
api.add_router("", api_reading.router)
api.add_router("", api_commands.router)
api.add_router("", api_commands.reports)
api.add_router("", api_documents.router)
api.add_router("", api_documents.following, auth=all_comers)
api.add_router("", api_files.router)
api.add_router("", api_files.sending, auth=all_comers)
api.add_router("", api_openings.router)
api.add_router("", api_public.router, auth=all_comers)
api.add_router("", api_reference.router, auth=all_comers)
api.add_router("", api_reference.own)
api.add_router("", api_reported.router)
api.add_router("", api_retention.router)
api.add_router("", api_subject.granting)
api.add_router("", api_subject.router, auth=all_comers)
api.add_router("", api_tiles.router)
api.add_router("", api_tiles.open_to_all, auth=all_comers)
api.add_router("", inbox.router)
api.add_router("", exporting.router)
api.add_router("", asking.router)
api.add_router("", suggesting.router)
api.add_router("", supervising.router)
api.add_router("", api_open.router)
api.add_router("", api_audit.router)
