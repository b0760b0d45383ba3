"""The command `grantsapp`: every deed of those who keep the house running."""

import json
import time
from typing import Any

import click
from flask_migrate import upgrade as migrate_up
from sqlalchemy import func, select

from grantsapp import audit, clock, config, files, jobs, mail
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.app import create_app, each_route
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.exchange import COMMANDS, in_house
from grantsapp.giving import export
from grantsapp.mel.actions import rescoring, watching
from grantsapp.reports import report

IDLE_SECONDS = 2.0


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Give the small grants of a city fund, from the call to the evaluation.

    \b
    A new house:      grantsapp init
                      grantsapp make-founder NAME@EXAMPLE.ORG
                      grantsapp serve       (pages)
                      grantsapp work        (letters and jobs; any number of these)

    Settings are environment variables that begin with GRANTSAPP_; see
    `grantsapp settings`, and docs/running.md for what each one does.
    """


@main.command()
@in_house
def init() -> None:
    """Make the database, or bring it up to date. Safe to repeat."""
    migrate_up()
    files.rename_old()
    accounts.ask_to_tidy(clock.now())
    files.ask_to_sweep(clock.now())
    watching.ask_for_all(clock.now())
    db.session.commit()
    click.echo("The database is up to date.")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=8, show_default=True, help="Threads in each.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages with gunicorn."""
    app = create_app()
    with app.app_context():
        _see_storage()
    _serve(app, host, port, workers, threads)


def _see_storage() -> None:
    """Refuse to start where files can never be stored; an outage may pass."""
    try:
        files.check_storage()
    except files.Denied as fault:
        raise click.ClickException(f"Files cannot be stored. {fault}.") from fault
    except files.StorageFault as fault:
        click.echo(f"Files cannot be stored now. {fault}.", err=True)


def _serve(app: Any, host: str, port: int, workers: int, threads: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        """Gunicorn around the app that we made, before it forks."""

        def load_config(self) -> None:
            wishes = {"bind": f"{host}:{port}", "workers": workers, "threads": threads}
            ours = {"worker_class": "gthread", "control_socket_disable": True}
            for name, value in {**wishes, **ours}.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    with app.app_context():
        db.engine.dispose()  # a connection must not be shared over a fork
    Server().run()


@main.command()
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
@in_house
def work(once: bool) -> None:
    """Send letters and do jobs. Any number of workers, on any number of machines."""
    _see_storage()
    while True:
        sent, worked = mail.send_once(), jobs.work_once()
        db.session.remove()
        if sent or worked:
            continue
        if once:
            return
        time.sleep(IDLE_SECONDS)


@main.command()
@in_house
def rescore() -> None:
    """Work every score of a response out anew from what was answered."""
    done = rescoring.rescore_all()
    click.echo(f"{done.responses} responses, {done.changed} with other scores.")


@main.command("make-founder")
@click.argument("email")
@click.option("--name", default="", help="What the person is called.")
@in_house
def make_founder(email: str, name: str) -> None:
    """Let a person make funds; they sign in with their e-mail address."""
    address = email.strip().lower()
    person = people.person_with(address) or accounts.add_person(address, name=name)
    writing.give_role(person, Duty.FOUNDER)
    db.session.commit()
    click.echo(f"{address} may make funds now.")


@main.command()
@click.option("--no-serve", is_flag=True, help="Only fill the database.")
@click.option("--port", default=5000, show_default=True)
def demo(no_serve: bool, port: int) -> None:
    """Fill the demonstration fund, if it is not there, and serve it on 127.0.0.1."""
    from grantsapp.demo import CAST, fill

    app = create_app(MODE="demo")
    with app.app_context():
        migrate_up()
        files.rename_old()
        fill()
        db.session.remove()
    if not no_serve:
        click.echo("\nSign in as one of these; the codes are in the mailbox.\n")
        for who in CAST:
            click.echo(f"  {who.email:22} {who.part}")
        click.echo(f"\nOpen http://127.0.0.1:{port}/  (end with Ctrl-C)\n")
        _serve(app, "127.0.0.1", port, 1, 8)


@main.command()
@in_house
def status() -> None:
    """Say what waits: letters, jobs, and what was put off."""
    for name, table in (("letters", mail.Letter), ("jobs", jobs.Job)):
        waiting = select(func.count()).where(table.done_at.is_(None))
        stuck = waiting.where(table.attempts >= jobs.MOST_ATTEMPTS)
        click.echo(
            f"{name}: {db.session.scalar(waiting)} waiting, "
            f"{db.session.scalar(stuck)} given up"
        )


@main.command("check-history")
@in_house
def check_history() -> None:
    """Check every chain of the audit; exits 1 where a line was changed or is gone."""
    query = select(audit.Event).order_by(audit.Event.thing_id, audit.Event.sequence)
    chains: dict[Any, list[audit.Event]] = {}
    for line in db.session.scalars(query):
        chains.setdefault(line.thing_id, []).append(line)
    broken = [key for key, lines in chains.items() if audit.first_break(lines)]
    for key in broken:
        click.echo(f"broken at line {audit.first_break(chains[key])}: {key}")
    click.echo(f"{len(chains)} chains, {len(broken)} broken.")
    raise SystemExit(1 if broken else 0)


@main.command("check-files")
@in_house
def check_files() -> None:
    """Read every stored file; exits 1 where one is missing or was changed."""
    _see_storage()
    count = broken = 0
    try:
        for count, (file, fault) in enumerate(files.check_all(), 1):  # noqa: B007
            if fault:
                broken += 1
                click.echo(f"{fault}: {file.id} {file.name}")
    except files.StorageFault as fault:
        raise click.ClickException(f"Only {count} files were read. {fault}.") from fault
    click.echo(f"{count} files, {broken} missing or changed.")
    raise SystemExit(1 if broken else 0)


@main.command()
@in_house
def policy() -> None:
    """Print who may do what, as one page."""
    from flask import current_app

    for (verb, kind), rule in current_app.extensions["policy"].items():
        click.echo(f"{kind.__name__:14} {verb:18} {rule.words}")


@main.command()
@in_house
def routes() -> None:
    """List every page and deed."""
    from flask import current_app

    for endpoint, method, rule in each_route(current_app):  # type: ignore[arg-type]
        click.echo(f"{method:5} {rule:55} {endpoint}")


@main.command()
def settings() -> None:
    """List the settings, their defaults and what they do."""
    for setting in config.SETTINGS:
        default = json.dumps(setting.default)
        click.echo(f"GRANTSAPP_{setting.name:14} {default:26} {setting.sentence}")


for _command in (*COMMANDS, report, export):
    main.add_command(_command)


if __name__ == "__main__":
    main()
