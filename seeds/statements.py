"""Texts of statements in the general debate that delegations have handed in: invented, one page each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    language: str
    handed_in: str
    file_name: str
    may_publish: bool
    check: str  # that what is said counts, not what is written
    paragraphs: tuple[str, ...]


STATEMENTS = {
    "BRA": Statement(
        "en",
        "2025-10-08T21:40",
        "Brazil-general-debate.pdf",
        False,
        "Check against delivery",
        (
            "Mr. President, Brazil congratulates Viet Nam on hosting the signing of the first United Nations convention "
            "against cybercrime.",
            "Electronic evidence crosses borders in seconds; a request for it still takes months. The network of contact points that are "
            "reached at any hour is where this Convention will be felt first.",
            "We shall share with the Portuguese-speaking countries what our own contact point has learned.",
        ),
    ),
    "FRA": Statement(
        "fr",
        "2025-10-09T22:15",
        "France_debat_general.pdf",
        True,
        "Seul le prononcé fait foi",
        (
            "Monsieur le Président, la France remercie le Viet Nam de son accueil et salue l’aboutissement de cinq années de négociation.",
            "La Convention vaut par ses garanties autant que par ses procédures : la coopération qu’elle organise suppose le respect des "
            "droits de l’homme et la protection des données.",
            "Nous appelons tous les États à la signer, puis à la ratifier sans tarder.",
        ),
    ),
    "VNM": Statement(
        "vi",
        "2025-10-10T09:30",
        "Phat-bieu-Viet-Nam.pdf",
        True,
        "Căn cứ vào lời phát biểu thực tế",
        (
            "Thưa Ngài Chủ tịch, Việt Nam chào mừng các đoàn đến Hà Nội dự Lễ mở ký Công ước của Liên hợp quốc "
            "về chống tội phạm mạng.",
            "Không một quốc gia nào có thể tự mình ứng phó với tội phạm mạng. Công ước đặt nền móng cho hợp tác trên cơ sở "
            "bình đẳng và tôn trọng chủ quyền.",
            "Việt Nam sẽ tích cực hỗ trợ các nước đang phát triển nâng cao năng lực thực thi Công ước.",
        ),
    ),
}
