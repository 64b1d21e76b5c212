"""The house's one API: floors hang their routers here, every call is made by a known actor (`request.auth`)."""

from ninja import NinjaAPI

import gongzhi
from gongzhi.matters import api as matters
from gongzhi.matters import files, openly, public
from gongzhi.site.access import BySession, ByToken, anyone
from gongzhi.site.problems import speak_through

api = NinjaAPI(
    title="共治 gongzhi",
    version=gongzhi.__version__,
    description="城市治理事项从上报到结案。A city's matters, from report to close.",
    auth=[ByToken(), BySession()],
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
)
speak_through(api)
api.add_router("", matters.router)
api.add_router("", files.router)
api.add_router("", public.router, auth=[ByToken(), BySession(), anyone])
api.add_router("", openly.router)
