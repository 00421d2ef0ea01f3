"""Our cuts are plain jieba's cuts, whatever the text."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from itertools import accumulate, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.text import segment
from compliance.text.segment import BLOCK, boundaries, is_word, tokens
from compliance.text.tokenizer import jieba

SHARED = Path(__file__).parents[3] / "shared"

OPENINGS = (
    """
您好，请问有什么可以帮您？|早上好，欢迎致电客户服务中心。|喂，你们这个宽带又断了！|稍等，我帮您确认一下。
不好意思让您久等了，|这个不归我管，你找别人去吧。|您能不能再说一遍？|我这边查不到您的订单呀……
感谢您的耐心等待~|抱歉给您添麻烦了!
""".strip()
    .replace("\n", "|")
    .split("|")
)
MIDDLES = (
    """
我想申请退款行不行|您的套餐是每月39.9元，含20G流量|工程师预计14:30-16:00上门检修|请您提供一下身份证和营业执照复印件
麻烦核对收货地址和联系方式|安装费50%off，VIP客户免费|系统升级期间暂时无法办理过户手续|路由器型号AX3000_v2,固件V1.0.8
那你们到底什么时候才能处理好呢|我们会在两个工作日之内给您答复|已经帮您登记投诉单号#A-1024&B|您說的這個問題我們會盡快處理
麻烦了解一下这边的情况再说|把T恤和U盘一起寄过来|说好的优惠怎么又不能用了|这个月的账单比上个月多扣了二十块钱
按照规定押金七天内原路退回|建议您重启一下光猫再试试看|客服小王说今天一定会回电话|产品 质量 太 差 了
""".strip()
    .replace("\n", "|")
    .split("|")
)
ENDINGS = ["。", "，请问还有其他可以帮您的吗？祝您生活愉快，再见。", "？？？\r\n我等了三天了😡"]
SENTENCES = ["".join(parts) for parts in product(OPENINGS, MIDDLES, ENDINGS)]

MIXED = st.lists(
    st.one_of(
        st.sampled_from([*OPENINGS, *MIDDLES]),
        st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=6),
        st.text("的一是了我不在人有这个来说您请问申谢好行能归管", max_size=12),
        st.text("aZ09+#&._%- \r\n\t，。！…￥（）·", max_size=6),
        st.text(max_size=4),
    ),
    max_size=8,
).map("".join)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[jieba.Tokenizer]:
    """Jieba as it comes, except that it writes its own cache to a folder of the test's."""
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    logging.disable(logging.DEBUG)
    tokenizer.initialize()
    logging.disable(logging.NOTSET)
    yield tokenizer


def cut(plain: jieba.Tokenizer, text: str) -> tuple[str, ...]:
    return tuple(plain.cut(text, HMM=False))


def test_sentences_are_cut_as_by_jieba(plain: jieba.Tokenizer) -> None:
    assert len(SENTENCES) == len(set(SENTENCES)) == 600
    for sentence in SENTENCES:
        assert tokens(sentence) == cut(plain, sentence)


@given(text=MIXED)
def test_mixed_text_is_cut_as_by_jieba(plain: jieba.Tokenizer, text: str) -> None:
    expected = cut(plain, text)
    assert tokens(text) == expected
    assert "".join(expected) == text
    assert boundaries(text) == {0, *accumulate(map(len, expected))}


@given(text=MIXED)
def test_a_block_by_itself_is_cut_as_within_its_text(text: str) -> None:
    everywhere = boundaries(text)
    for block in BLOCK.finditer(text):
        start, end = block.span()
        assert {offset + start for offset in boundaries(block[0])} == {offset for offset in everywhere if start <= offset <= end}


def test_blocks_are_jiebas_blocks() -> None:
    for character in map(chr, range(0x11000)):
        assert bool(BLOCK.match(character)) == bool(jieba.re_han_default.match(character))


@pytest.mark.skipif(not SHARED.is_dir(), reason="no corpus here")
def test_corpus_is_cut_as_by_jieba(plain: jieba.Tokenizer) -> None:
    turns = 0
    for path in sorted((SHARED / "corpus").glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in [*file][:400]:
                for turn in json.loads(line)["turns"]:
                    assert tokens(turn["text"]) == cut(plain, turn["text"])
                    turns += 1
    assert turns > 3000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {0}),
        ("请", {0, 1}),
        ("我要申请", {0, 1, 2, 4}),
        ("请问您", {0, 2, 3}),
        ("，\r\n。", {0, 1, 3, 4}),
        ("A4纸", {0, 2, 3}),
        ("申请" * 300, set(range(0, 601, 2))),
    ],
)
def test_boundaries(text: str, expected: set[int]) -> None:
    assert boundaries(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("申请", True),
        ("请", True),
        ("T恤", True),
        ("请君入", False),  # begins a word, is none
        ("不归我管", False),
        ("", False),
        ("申请，", False),
        ("😡", False),
        ("ＱＱ", False),
    ],
)
def test_is_word(text: str, expected: bool) -> None:
    assert is_word(text) is expected


def test_answers_are_remembered() -> None:
    text = "这一句只在这里问两次"
    before = segment._of_short.cache_info().hits
    assert boundaries(text) is boundaries(text)
    assert segment._of_short.cache_info().hits == before + 1
