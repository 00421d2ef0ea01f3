"""What is personal is hidden, what only looks so is not, and every character keeps its place."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.text.mask import mask, mask_id, mask_name

SHARED = Path(__file__).parents[3] / "shared"

MASKED = [
    # mobile numbers
    ("我的手机是13800138000，谢谢", "我的手机是138****8000，谢谢"),
    ("13800138000", "138****8000"),
    ("打138 0013 8000找我", "打138 **** 8000找我"),
    ("138-0013-8000", "138-****-8000"),
    ("138 00138000", "138 ****8000"),
    ("1380013 8000", "138**** 8000"),
    ("13800 138000", "138** **8000"),
    ("138.0013.8000", "138.****.8000"),
    ("1 3 8 0 0 1 3 8 0 0 0", "1 3 8 * * * * 8 0 0 0"),
    ("+8613800138000", "+86138****8000"),
    ("+86 138 0013 8000", "+86 138 **** 8000"),
    ("0086-13800138000", "0086-138****8000"),
    ("(+86)13800138000", "(+86)138****8000"),
    ("8613800138000", "86138****8000"),
    ("１３８００１３８０００", "１３８****８０００"),
    ("138　0013　8000", "138　****　8000"),
    ("微信wx13800138000", "微信wx138****8000"),
    ("13800138000/19912345678", "138****8000/199****5678"),
    ("一13800138000一定打", "一138****8000一定打"),
    ("订单没到，电话13800138000", "订单没到，电话138****8000"),
    # spoken digits
    ("幺三八零零一三八零零零", "幺三八****八零零零"),
    ("一三八〇〇一三八〇〇〇", "一三八****八〇〇〇"),
    ("幺三八 零零幺三 八零零零", "幺三八 **** 八零零零"),
    ("幺三八、零零一三、八零零零", "幺三八、****、八零零零"),
    ("幺三八，零零一三，八零零零，两个", "幺三八，****，八零零零，两个"),
    ("幺三八零零一三八零零零一定要打", "幺三八****八零零零一定要打"),
    ("方式一幺三八零零一三八零零零", "方式一幺三八****八零零零"),
    ("一三两零零一三八零零五", "一三两****八零零五"),
    ("138零零一三8000", "138****8000"),
    ("零二一五五五五一二三四", "零二一******三四"),
    ("六二二二零二一二三四五六七八九零一二八", "***************零一二八"),
    ("一一零一零五，一九四九一二三一，零零二叉", "一*****，********，***叉"),
    # identity numbers
    ("身份证11010519491231002X", "身份证1****************X"),
    ("11010519491231002x", "1****************x"),
    ("110105 19491231 002X", "1***** ******** ***X"),
    ("１１０１０５１９４９１２３１００２Ｘ", "１****************Ｘ"),
    ("一一零一零五一九四九一二三一零零二X", "一****************X"),
    ("老身份证110105491231002。", "老身份证1*************2。"),
    # bank cards
    ("卡号6222021234567890128", "卡号***************0128"),
    ("6222 0212 3456 7890 128", "**** **** **** ***0 128"),
    ("4111-1111-1111-1111", "****-****-****-1111"),
    ("4111111111111111", "************1111"),
    ("3782 822463 10005", "**** ****** *0005"),
    ("622202 1234567890128", "****** *********0128"),
    # landlines
    ("010-62345678", "010-******78"),
    ("（0571）8765 4321", "（0571）**** **21"),
    ("07556234567", "0755*****67"),
    ("021 5555-1234转8001", "021 ****-**34转8001"),
    # e-mail
    ("发到zhang.san@example.com吧", "发到z********@example.com吧"),
    ("邮箱：ａｂｃ＠ｑｑ．ｃｏｍ", "邮箱：ａ**＠ｑｑ．ｃｏｍ"),
    ("13800138000@163.com", "1**********@163.com"),
    ("a@b.cn", "*@b.cn"),
    # number plates
    ("车牌粤B12345", "车牌粤B****5"),
    ("京A·8J8K8停在门口", "京A·****8停在门口"),
    ("粤BD12345", "粤B*****5"),
    ("沪a12345d", "沪a*****d"),
    ("浙A1234警", "浙A****警"),
    ("新A12345", "新A****5"),
    ("京A幺二三四五", "京A****五"),
    # addresses
    ("浙江省杭州市西湖区文三路138号3幢502室麻烦送来", "浙江省杭州市西湖区*************麻烦送来"),
    ("我住在解放南路8号", "我住在******"),
    ("寄到人民大道12号2单元301", "寄到*************"),
    ("送到阳光小区3栋2单元501", "送到************"),
    ("阳光小区5号楼", "*******"),
    ("我家在3栋2单元501室", "我家在*********"),
    ("地址是和平路六十六号", "地址是*******"),
    ("住三元巷5弄8号", "住*******"),
    ("環城東路279號３樓", "**********"),
    ("凤林镇株树村16号", "凤林镇******"),
    ("幸福村3组12号", "********"),
    # several in one
    (
        "张先生13800138000，粤B12345，住在解放路8号",
        "张先生138****8000，粤B****5，住在*****",
    ),
]

KEPT = [
    "",
    "您好，请问有什么可以帮您？",
    "一二三四五，上山打老虎",
    "2024年3月15日下午两点三十分",
    "2024-03-15 14:30:00",
    "20240315143000",
    "1700000000008",  # a clock in milliseconds that passes Luhn
    "39.9元，一共1234567.89元",
    "退款13800元，返138元",
    "价格是138、200、300、50元",
    "套餐59 99 129 199 299四档",
    "订单号13800138000",
    "快递单号：13800138000",
    "商品ID：13604217755",
    "订单号4111111111111111",
    "订单123456789012",
    "流水4111111111111112",  # fails Luhn
    "6222021234567890127",
    "六二二二零二一二三四五六七八九零一二七",
    "110105194912310021",  # wrong check character, fails Luhn as well
    "11010519491331002X",  # no thirteenth month
    "110105491331002",
    "991231491231002",  # no such province
    "12800138000",
    "23800138000",
    "138001380001",
    "1380013800",
    "400-810-8888",
    "4008108888",
    "800-820-8820",
    "拨打10086或95588、12315、110",
    "192.168.100.200",
    "v1.38.0013.800",
    "第一百三十八条",
    "二零二四年一月一日",
    "一千三百八十万零一百三十八",
    "一三五七九",
    "周一三五限行",
    "@中国电信客服",
    "a@b",
    "@example.com",
    "新mate60很好",
    "最新B12345",
    "京东ABCDEF",
    "京A123456",  # neither five characters nor one with a letter
    "京AABCDE",
    "浙江省杭州市西湖区",
    "我在杭州市",
    "仓前街道那边",
    "我不知道3号能不能送",
    "线路1号正在抢修，修路5号结束",
    "人民路2号线",
    "5月3号送到",
    "坐88路公交车",
    "3号楼在维修",
    "请到3楼302室办理",
    "138****8000",
    "1****************X",
    "138＊＊＊＊8000",
    "***************0128",
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_masked(text: str, expected: str) -> None:
    assert mask(text) == expected
    assert mask(expected) == expected


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王小明", "王**"),
        ("王", "*"),
        ("欧阳娜娜", "欧***"),
        ("John Smith", "J*** *****"),
        (" 李雷 ", " 李* "),
        ("", ""),
        (" ", " "),
        ("13800138000", "1**********"),
        ("王**", "王**"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert mask_name(name) == expected


# --- what always holds -------------------------------------------------------------------------------------------

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
DATES = st.dates(min_value=date(1920, 1, 1), max_value=date(2025, 12, 31))
# Chinese talk without numerals: these before or behind a number make it another one.
TALK = st.text("您好我的是请问电话卡身份证那个这边稍等再说麻烦记下，。？！", max_size=12)


def checked_identity(head: str) -> str:
    return head + "10X98765432"[sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(head)) % 11]


def checked_card(head: str) -> str:
    digits = [int(d) for d in head]
    doubled = sum(sum(divmod(2 * d, 10)) for d in digits[-1::-2])
    return head + str(-(doubled + sum(digits[-2::-2])) % 10)


IDENTITIES = st.builds(
    lambda area, day, serial: checked_identity(f"{area}{day:%Y%m%d}{serial:03}"),
    st.integers(min_value=110000, max_value=659999),
    DATES,
    st.integers(min_value=0, max_value=999),
)
CARDS = st.from_regex(r"(62|4[0-9]|5[1-5]|60|35)[0-9]{13,16}", fullmatch=True).map(checked_card)
NOTATIONS = st.sampled_from(
    [
        lambda number: number,
        lambda number: number.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}),
        lambda number: number.translate(dict(zip(map(ord, "0123456789"), "零幺二三四五六七八九", strict=True))),
        lambda number: " ".join([number[:3], number[3:7], number[7:]]) if len(number) == 11 else number,
        lambda number: "-".join(re.findall(".{1,4}", number)) if len(number) in {16, 19} else number,
    ]
)
PIECES = st.one_of(
    MOBILES,
    IDENTITIES,
    CARDS,
    st.sampled_from([text for text, _ in MASKED] + KEPT),
    st.text("0123456789*", max_size=20),
    st.text("零〇一二三八九两幺、， ", max_size=16),
    st.text("路街巷号栋幢单元室村组镇小区园0123一二十 *甲A", max_size=16),
    st.text("京粤新Aa123学@.cn-·（） *", max_size=12),
    TALK,
    st.text(max_size=6),
)
MIXTURES = st.lists(PIECES, max_size=8).map("".join)


@given(MIXTURES)
def test_mask_hides_and_does_nothing_else(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(after in {before, "*"} for before, after in zip(text, masked, strict=True))
    assert mask(masked) == masked


@given(before=TALK, number=st.one_of(MOBILES, IDENTITIES, CARDS), notation=NOTATIONS, after=TALK)
def test_no_valid_number_survives(before: str, number: str, notation: object, after: str) -> None:
    assert callable(notation)
    written = notation(number)
    masked = mask(before + written + after)
    assert masked.startswith(before)
    assert masked.endswith(after)
    assert written not in masked
    assert masked.count("*") >= 4


@given(st.text())
def test_names_show_at_most_one_character(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert sum(not c.isspace() and c != "*" for c in masked) <= 1
    assert mask_name(masked) == masked


@pytest.mark.parametrize(
    "piece",
    [
        *("1", "1 ", "1-", "138 ", "1 3 8 0 ", "6222 ", "4111111111111111 ", "人"),
        *("一", "一，", "幺三八零零一三八零零零，", "a@", "a.", "@a.", "京A12345"),
        *("路1号", "人民路1号", "甲", "3栋2单元501", "镇村", "路1号村", "小区1"),
    ],
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.perf_counter()
    mask(text)
    assert time.perf_counter() - start < 2


@pytest.mark.skipif(not SHARED.is_dir(), reason="no corpus here")
def test_real_talk_is_hardly_touched() -> None:
    """The corpus was made anonymous before: what is masked in it is public addresses, for the most part."""
    turns = changed = 0
    for path in sorted((SHARED / "corpus").glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in file:
                for turn in json.loads(line)["turns"]:
                    turns += 1
                    changed += mask(turn["text"]) != turn["text"]
    assert turns > 40_000
    assert 20 < changed < 100


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("call-0001", "call-0001"),
        ("chat-3848310361986451", "chat-3848310361986451"),  # a card number by Luhn, but a name here
        ("13800138000_20260302.txt", "138****8000_20260302.txt"),
        ("call_13800138000.wav", "call_138****8000.wav"),
        ("train-13800138000", "train-13800138000"),  # a serial number
        ("af13700137000b3b9", "af13700137000b3b9"),  # within a checksum
        ("11010519491231002X", "1****************X"),
        ("订单202603021234567890", "订单202603021234567890"),
    ],
)
def test_names_of_conversations_keep_the_numbers_they_are_joined_by(name: str, hidden: str) -> None:
    assert mask_id(name) == hidden
