from resources.stock.models import Goods, Lot
from tests.matrix import sample
from tests.resources.factories import assembly_of, goods_of, taken


@sample("resources:circle_id")
def circle(amina):
    return assembly_of(amina).pk


@sample("resources:goods_id")
def goods(amina):
    found = Goods.objects.filter(circle=assembly_of(amina)).first()
    return (found or goods_of(amina, 100_000)).pk


@sample("resources:lot_id")
def lot(amina):
    return Lot.objects.filter(goods=goods(amina)).latest("pk").pk


@sample("resources:stock_undo:entry_id")
def entry(amina):
    lots = Lot.objects.select_related("goods__circle__network__key")
    return taken(amina, lots.get(pk=lot(amina))).pk
