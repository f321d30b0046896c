"""Every channel that is listed keeps the same contract."""

from importlib import import_module

import pytest
from msgspec import structs

from tests.channels.mail_samples import sample_invitation
from vocapp.channels.capabilities import Capabilities, Style
from vocapp.channels.inbound import ParsedInbound
from vocapp.channels.registry import CHANNELS, Channel, ContactChannel, channel


@pytest.mark.parametrize("listed", CHANNELS, ids=lambda c: c.name)
class TestEachChannel:
    def test_is_found_by_its_name(self, listed: Channel) -> None:
        assert channel(listed.name) is listed

    def test_says_what_it_can_do(self, listed: Channel) -> None:
        assert isinstance(listed.capabilities, Capabilities)
        assert listed.style in Style
        assert listed.title

    def test_composes_an_invitation_with_its_question_and_link(self, listed: Channel) -> None:
        ask = sample_invitation()
        body = listed.compose(ask)
        assert ask.question.text in body.text
        assert ask.answer_url in body.text

    @pytest.mark.parametrize("content", [b"", b"\xff\x00\xfe", b"Subject: =?utf-8?b?!!?=\n\n\x00", b"\n" * 10])
    def test_hears_anything_without_failing(self, listed: Channel, content: bytes) -> None:
        assert isinstance(import_module(listed.inbound_parser).parse_inbound("", content), ParsedInbound)

    def test_may_be_the_channel_of_a_contact_too(self, listed: Channel) -> None:
        assert listed.name in set(ContactChannel)


def test_there_are_thirteen_contact_channels() -> None:
    assert len(ContactChannel) == 13


def test_an_unknown_channel_is_no_channel() -> None:
    with pytest.raises(KeyError):
        channel("pigeon")


def test_capabilities_are_data() -> None:
    assert structs.asdict(CHANNELS[0].capabilities)["can_initiate"] is True
