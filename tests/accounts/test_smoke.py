def test_pages(site, clients):
    for who, path in [("anonymous","/login"),("anonymous","/register"),("anonymous","/reset"),("anonymous","/documents/privacy"),("candidate","/account"),("candidate","/account/devices"),("candidate","/account/password"),("candidate","/account/close"),("admin","/staff/people"),("admin","/staff/people/invite"),("admin","/staff/organisations"),("manager","/staff/memberships"),("admin","/staff/issuer"),("anonymous","/healthz"),("anonymous","/readyz"),("anonymous","/metrics")]:
        r = getattr(clients, who).get(path)
        print(path, r.status_code, r.text[:200] if r.status_code!=200 else "")
        assert r.status_code == 200, path
