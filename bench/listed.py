"""Two thousand campaigns in the list, five hundred of them live: first content, and updates."""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page
from sqlmodel import col, func, select, update

from bench.live import Stage, environment
from bench.model import scripted
from bench.product import cpu_seconds, prepared, signed_in, signed_in_page
from bench.versions import opened
from contentflow import db
from contentflow.batches import creation
from contentflow.batches.creation import Order
from contentflow.batches.terms import Terms
from contentflow.briefs import validate
from contentflow.models import Campaign, Run, now
from contentflow.names import CampaignStatus, RunStatus
from contentflow.person import Person
from tests.e2e.drawing import milliseconds_to_open
