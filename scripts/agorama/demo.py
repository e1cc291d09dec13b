"""`make demo`: everything from a clean clone to a running instance in the foreground."""

import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from . import frontend, house, packages, processes, python_env, supervise
from .instance import Instance
from .options import Options
from .postgres import private_postgres, server_user
from .redis_server import private_redis
from .say import line, step
from .service import Service
from .signals import Stop
from .tree import tree_locked


def demo(options: Options) -> int:
    """Install what is missing, start everything, and stay until asked to stop."""
    instance = Instance(options.var)
    with instance.locked():
        processes.end_leftovers(instance.var)
        supervise.require_free_port(options.port)
        with tree_locked():
            packages.ensure_packages(
                instance.log,
                private_postgres=not options.database_url,
                private_redis=not options.redis_url,
                tests=False,
            )
            python_env.ensure_python("base", instance.log)
            frontend.ensure_built(instance.log)
        try:
            with servers(options, instance) as (env, services):
                _serve(options, instance, env, services)
        except Stop:
            line("Stopped. Nothing is running any more; the data is kept.")
    return 0


@contextmanager
def servers(
    options: Options, instance: Instance, *, throwaway: bool = False
) -> Iterator[tuple[dict[str, str], list[Service]]]:
    """Run the private servers that the options do not replace; yield the environment and what to watch."""
    services: list[Service] = []
    with ExitStack() as stack:
        database_url, redis_url = options.database_url, options.redis_url
        if not (database_url and redis_url):
            owner = os.geteuid() if database_url else server_user(instance.var / "postgres")
            sockets = stack.enter_context(instance.socket_folder(owner))
        if not database_url:
            step("Starting PostgreSQL")
            database_url, service = stack.enter_context(private_postgres(instance, sockets, throwaway=throwaway))
            services.append(service)
        if not redis_url:
            step("Starting Redis")
            redis_url, service = stack.enter_context(private_redis(instance, sockets, throwaway=throwaway))
            services.append(service)
        yield house.instance_environment(instance, database_url, redis_url), services


def _serve(options: Options, instance: Instance, env: Mapping[str, str], services: list[Service]) -> None:
    with tree_locked():
        house.compile_messages(env, instance.log)
    step("Preparing the database")
    house.migrate(env, instance.log)
    house.collect_static(env, instance, frontend.build_digest())
    accounts = _load_demo(options, instance, env) if options.demo else []
    step("Starting web and worker")
    # Links in mails to staff lead here, unless it is said where else.
    env = {"AGORAMA_ADDRESS": f"http://{supervise.HOST}:{options.port}", **env}
    with supervise.worker(instance, env) as worker, supervise.web(instance, env, options.port) as web:
        watched = [web, worker, *services]
        web.wait_until(lambda: supervise.ready(options.port), supervise.READY_TIMEOUT_S)
        _announce(options, instance, accounts)
        try:
            supervise.watch(watched)
        finally:
            line("\nStopping.")


def _load_demo(options: Options, instance: Instance, env: Mapping[str, str]) -> list[str]:
    """Load the demo territory if there is none; return the lines on its accounts."""
    password = instance.key("demo_password", 9, given=options.demo_password)
    step("Loading the demo territory (if the database is empty)")
    accounts = house.load_demo({**env, "DEMO_PASSWORD": password}, instance.log)
    return accounts or ["The demo accounts, if any, have other passwords than this start knows."]


def _announce(options: Options, instance: Instance, accounts: list[str]) -> None:
    for text in ("", f"Agorama answers at http://{supervise.HOST}:{options.port}/", *accounts):
        line(text)
    if not options.demo:
        prefix = f"AGORAMA_VAR={shlex.quote(str(instance.var))} .venv/bin/python manage.py"
        line(f"First administrator: {prefix} create_admin EMAIL")
    line(f"Logs: {instance.log}. Ctrl-C stops everything and keeps the data.")
