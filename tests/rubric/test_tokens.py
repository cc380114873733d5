import pytest

from rubric import tokens

SECRET = "a secret of this site"


def test_a_form_key_is_ours_only_with_our_secret() -> None:
    key = tokens.make_form_key(SECRET)

    assert tokens.is_form_key(SECRET, key)
    assert not tokens.is_form_key("another secret", key)
    assert len(key) == 65


@pytest.mark.parametrize("text", ["", "x", "\0", "é" * 65, "A" * 65, "A" * 1_000_000, "１" * 65])
def test_other_text_is_simply_not_a_key(text: str) -> None:
    assert not tokens.is_form_key(SECRET, text)


def test_no_two_keys_are_alike() -> None:
    assert len({tokens.make_form_key(SECRET) for _ in range(1000)}) == 1000


def test_every_changed_character_of_a_key_is_noticed() -> None:
    key = tokens.make_form_key(SECRET)
    changed = [
        key[:place] + ("A" if key[place] != "A" else "B") + key[place + 1 :]
        for place in range(len(key) - 1)
    ]

    assert not any(tokens.is_form_key(SECRET, other) for other in changed)


def test_the_owner_token_follows_the_key_and_the_sheet() -> None:
    key = tokens.make_form_key(SECRET)

    token = tokens.derive_owner_token(SECRET, key, "sheet")

    assert token == tokens.derive_owner_token(SECRET, key, "sheet")
    assert token != tokens.derive_owner_token(SECRET, key, "another sheet")
    assert token != tokens.derive_owner_token(SECRET, tokens.make_form_key(SECRET), "sheet")
    assert tokens.is_token(token)


def test_a_foreign_key_gives_no_token() -> None:
    with pytest.raises(ValueError, match="not a form key"):
        tokens.derive_owner_token(SECRET, "A" * 65, "sheet")


def test_the_digest_is_sha_256() -> None:
    assert tokens.digest("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@pytest.mark.parametrize("text", ["", "abc", "A" * 42, "A" * 44, "A" * 42 + "\n", "é" * 43])
def test_a_malformed_token_is_none(text: str) -> None:
    assert not tokens.is_token(text)


def test_the_key_of_an_entry_follows_the_form_and_its_words() -> None:
    form = tokens.make_form_key(SECRET)
    key = tokens.derive_entry_key(SECRET, form, "one")

    assert tokens.is_token(key)
    assert key == tokens.derive_entry_key(SECRET, form, "one")
    assert key != tokens.derive_entry_key(SECRET, form, "two")
    assert key != tokens.derive_entry_key(SECRET, tokens.make_form_key(SECRET), "one")
    assert key != tokens.derive_share_key(SECRET, form, "one")
    with pytest.raises(ValueError, match="not a form key"):
        tokens.derive_entry_key("another secret", form, "one")
