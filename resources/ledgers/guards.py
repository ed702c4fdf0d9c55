"""The books of purse and stock are append-only, but for those of a network that is destroyed."""

from mutualaid.db.guards import append_only

OF_PURSE = """EXISTS (
    SELECT 1 FROM resources_purse
    JOIN networks_circle ON networks_circle.id = circle_id
    JOIN networks_wipe ON networks_wipe.network_id = networks_circle.network_id
    WHERE resources_purse.id = OLD.purse_id AND carried_out)"""
OF_STOCK = """EXISTS (
    SELECT 1 FROM resources_lot
    JOIN resources_goods ON resources_goods.id = goods_id
    JOIN networks_circle ON networks_circle.id = circle_id
    JOIN networks_wipe ON networks_wipe.network_id = networks_circle.network_id
    WHERE resources_lot.id = OLD.lot_id AND carried_out)"""


def guard_books() -> None:
    append_only("resources_purseentry", unless=OF_PURSE)
    append_only("resources_stockentry", unless=OF_STOCK)
